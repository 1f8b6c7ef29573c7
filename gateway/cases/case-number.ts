const CASE_NUMBER = /^[A-Za-z0-9][A-Za-z0-9._~%/-]{0,127}$/u;

/** Whether a request can declare this as its case, be it a department's or an emergency's. */
export function isCaseNumber(text: string): boolean {
  return CASE_NUMBER.test(text);
}
