/**
 * A cell's text such that a spreadsheet keeps it as text. What begins like a formula (also in full width, which
 * spreadsheets in Chinese take for one) would be worked out by whoever opens the file (OWASP, CSV injection), and a long
 * number would lose its last digits: both get an apostrophe before them, as does what begins with one, so that one
 * apostrophe can be taken off when the file comes back.
 */
export function asText(value: string): string {
  return /^['=+\-@\t\r\n＝＋－＠]/u.test(value) || /^\d{12,}[\dXx]?$/u.test(value) ? `'${value}` : value;
}
