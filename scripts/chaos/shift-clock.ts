/** Loaded into a process with `node --import`: its clock is wrong by CHAOS_CLOCK_MS, as after a jump. Timers are not. */
const RealDate = Date;
const shiftMs = Number(process.env['CHAOS_CLOCK_MS']);

class ShiftedDate extends RealDate {
  // The constructor of Date takes what no list of parameters says once.
  constructor(...given: readonly unknown[]) {
    super(...((given.length === 0 ? [RealDate.now() + shiftMs] : given) as [number]));
  }
  static override now() {
    return RealDate.now() + shiftMs;
  }
}
globalThis.Date = ShiftedDate as DateConstructor;
