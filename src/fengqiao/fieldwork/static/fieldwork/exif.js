// When a camera says that it took a photo: the one thing that is read out of the file before it is made small.

const ORIGINAL = 0x9003;
const OFFSET = 0x9011;
const EXIF = 0x8769;

/** Gives an ISO time, or "" where the file does not say. Without a zone of its own it is the telephone's. */
export async function takenAt(file) {
  try {
    return find(new DataView(await file.slice(0, 128 * 1024).arrayBuffer()));
  } catch {
    return ""; // not JPEG, or cut short: nothing is known
  }
}

function find(view) {
  if (view.getUint16(0) !== 0xffd8) return "";
  for (let at = 2; at + 4 < view.byteLength; at += 2 + view.getUint16(at + 2)) {
    const marker = view.getUint16(at);
    if (marker === 0xffe1 && view.getUint32(at + 4) === 0x45786966) return time(new DataView(view.buffer, at + 10));
    if ((marker & 0xff00) !== 0xff00 || marker === 0xffda) return "";
  }
  return "";
}

function time(view) {
  const little = view.getUint16(0) === 0x4949;
  const folder = (start) => {
    const found = new Map();
    for (let nth = 0; nth < view.getUint16(start, little); nth += 1) found.set(view.getUint16(start + 2 + nth * 12, little), start + 2 + nth * 12);
    return found;
  };
  const main = folder(view.getUint32(4, little));
  if (!main.has(EXIF)) return "";
  const inner = folder(view.getUint32(main.get(EXIF) + 8, little));
  const text = (tag) => {
    if (!inner.has(tag)) return "";
    const at = inner.get(tag);
    const start = view.getUint32(at + 8, little);
    return [...new Uint8Array(view.buffer, view.byteOffset + start, view.getUint32(at + 4, little) - 1)].map((one) => String.fromCharCode(one)).join("");
  };
  const parts = text(ORIGINAL).match(/^(\d{4}):(\d\d):(\d\d) (\d\d:\d\d:\d\d)/);
  if (!parts) return "";
  const zone = text(OFFSET).match(/^[+-]\d\d:\d\d/)?.[0];
  const found = new Date(`${parts[1]}-${parts[2]}-${parts[3]}T${parts[4]}${zone ?? ""}`);
  return Number.isNaN(found.getTime()) ? "" : found.toISOString();
}
