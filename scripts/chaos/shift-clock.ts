/** Loaded into a process with `node --import`: its clock is wrong by CHAOS_CLOCK_MS, as after a jump. Timers are not. */
const RealDate = Date;
const shiftMs = Number(process.env['CHAOS_CLOCK_MS']);

class ShiftedDate extends RealDate {
  constructor(...args) {
    if (args.length === 0) super(RealDate.now() + shiftMs);
    else super(...args);
  }
  static now() {
    return RealDate.now() + shiftMs;
  }
}
globalThis.Date = ShiftedDate;
