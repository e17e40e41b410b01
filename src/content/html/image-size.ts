import type { ImageFile } from '../issue.ts';

/** The attributes of an image, in px; left out where they are not known. */
export interface ImageBox {
  readonly width?: string;
  readonly height?: string;
}

/** The widest image that is common; taller ones that only state a height are taken to be no wider. */
const widescreen = 16 / 9;

/**
 * The room that an image takes. What the author wrote wins over the size of the file, the column over both; the
 * proportions are kept. `photo@2x.png` has two pixels for each of its px.
 */
export function fitImage(
  src: string,
  written: ImageBox,
  file: ImageFile | null | undefined,
  columnWidth: number,
): ImageBox {
  const width = readLength(written.width, columnWidth);
  const height = readLength(written.height, null);
  const density = Number(/@([23])x\.\w+(?:[?#]|$)/.exec(src)?.[1] ?? 1);
  if (file != null && file.width > 0 && file.height > 0) {
    const ratio = width !== null && height !== null ? width / height : file.width / file.height;
    const wanted = width ?? (height === null ? file.width / density : height * ratio);
    return box(Math.min(wanted, columnWidth), ratio);
  }
  if (width !== null && height !== null) return box(Math.min(width, columnWidth), width / height);
  if (width !== null) return { width: px(Math.min(width, columnWidth)) };
  return height !== null && height * widescreen <= columnWidth ? { height: px(height) } : {};
}

function box(width: number, ratio: number): ImageBox {
  return { width: px(width), height: px(width / ratio) };
}

function px(length: number): string {
  return String(Math.max(1, Math.round(length)));
}

/** A number of px, or a share of the column; null for `auto`, `20em` and what else no mail program knows. */
function readLength(text: string | undefined, columnWidth: number | null): number | null {
  const [, digits, unit] = /^\s*(\d+(?:\.\d+)?)\s*(?:(px|%)\s*)?$/.exec(text ?? '') ?? [];
  const length = Number(digits ?? 0);
  if (length <= 0) return null;
  if (unit !== '%') return length;
  return columnWidth === null ? null : (length / 100) * columnWidth;
}
