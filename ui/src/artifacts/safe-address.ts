/** Whether a browser can show what is at an address without running it. */
export function isSafeAddress(text: string): boolean {
  return /^https?:\/\//i.test(text) || /^data:image\/(png|jpe?g|gif|webp|avif|svg\+xml);/i.test(text);
}
