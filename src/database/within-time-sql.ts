/** Rejects late answers of the database. What was asked may still come to pass. */
export async function withinTime<Value>(answer: Promise<Value>, limitMs: number): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, fail) => {
    timer = setTimeout(() => fail(new Error(`The database did not answer within ${limitMs} ms.`)), limitMs);
  });
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}
