/** Where this package's code lies: `…/src` from source, `…/dist` bundled. */
const ownCode = import.meta.url.replace(/(\/lib)?\/[^/]+$/, "/");

/** A printed error without the frames of Sluice and Node between and below the user's own. */
export function withoutOwnFrames(text: string): string {
  return text
    .split("\n")
    .filter(
      (line) => !(/^\s+at /.test(line) && (line.includes(ownCode) || /node:internal\/|\(<anonymous>\)$/.test(line))),
    )
    .join("\n");
}
