/** Two names that differ in case alone are one: neither SQL nor a reader tells them apart. */
export function nameRegardlessOfCase(name: string): string {
  return name.toLowerCase();
}
