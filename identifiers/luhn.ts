/** Whether digits end in their Luhn check digit (ISO/IEC 7812), as bank card numbers do. False for anything else. */
export function isLuhnValid(digits: string): boolean {
  return /^\d{2,}$/u.test(digits) && luhnSum(digits) % 10 === 0;
}

/** The digit that makes `digits` end in their Luhn check digit. Throws a `RangeError` unless they are digits. */
export function luhnCheckDigit(digits: string): string {
  if (!/^\d+$/u.test(digits)) throw new RangeError('not digits');
  return String((10 - (luhnSum(`${digits}0`) % 10)) % 10);
}

function luhnSum(digits: string): number {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = digits.charCodeAt(digits.length - 1 - i) - 48;
    const counted = i % 2 === 1 ? digit * 2 : digit;
    sum += counted > 9 ? counted - 9 : counted;
  }
  return sum;
}
