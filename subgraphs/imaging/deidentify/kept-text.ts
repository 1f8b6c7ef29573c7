import type { Tag } from '../dicom/data-set.ts';

/**
 * What is text and yet says how an image was made, or what a code means: all other text that the table does not name is
 * taken away. WHY a list of what stays, where the table lists what goes: it is of one edition, and hospitals write names
 * where no edition expects them.
 */
export const KEPT_TEXT: ReadonlySet<Tag> = new Set([
  '00080070', // Manufacturer
  '00080100', // Code Value
  '00080102', // Coding Scheme Designator
  '00080103', // Coding Scheme Version
  '00080104', // Code Meaning
  '00081090', // Manufacturer's Model Name
  '00181020', // Software Versions
  '00181160', // Filter Type
  '00181210', // Convolution Kernel
  '00187005', // Detector Configuration
  '00281054', // Rescale Type
  '00281055', // Window Center & Width Explanation
  '00283003', // LUT Explanation
  '00283004', // Modality LUT Type
]);

/** Bytes without form that are the image itself, or how it is shown; all others are taken away. */
export const KEPT_BYTES: ReadonlySet<Tag> = new Set([
  '7FE00008', // Float Pixel Data
  '7FE00009', // Double Float Pixel Data
  '00283006', // LUT Data
  '00281201', // Palette Color Lookup Table Data: red, green, blue
  '00281202',
  '00281203',
  '54001010', // Waveform Data
]);

const FORMS: Readonly<Record<string, RegExp>> = {
  AS: /^(?:\d{3}[DWMY])?$/u,
  CS: /^[A-Z0-9_ ]{0,16}$/u,
  DS: /^[-+0-9.eE ]{0,16}$/u,
  IS: /^[-+0-9 ]{0,12}$/u,
  TM: /^(?:\d{2}){0,3}(?:\.\d{1,6})?$/u,
};

/** Whether what stands in a field is what its kind allows: numbers and codes leave no room for a name. */
export function hasForm(vr: string, text: string): boolean {
  const form = FORMS[vr];
  return form !== undefined && text.split('\\').every((part) => form.test(part.trim()));
}
