/**
 * A cell's text such that a spreadsheet keeps it as text. What begins like a formula would be worked out by whoever
 * opens the file (OWASP, CSV injection), and a long number would lose its last digits: both get an apostrophe before them.
 */
export function asText(value: string): string {
  return /^[=+\-@\t\r]/u.test(value) || /^\d{12,}[\dXx]?$/u.test(value) ? `'${value}` : value;
}
