// Photos on a telephone, which takes a second or more to make one small.

let last = Promise.resolve();
/** Does the work on photos that were just chosen, one after the other; it must not throw. */
export const take = (work) => (last = last.then(work));
/** Resolves when they are done. Whatever sends or empties a form waits for it: who is quick must not lose the photo. */
export const taken = () => last;

/** A photo made small: at most `side` pixels, JPEG, turned upright, without what the camera wrote into it. */
export async function shrink(file, side) {
  let picture;
  try {
    picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    throw Object.assign(new Error("photo"), { reason: "photo" });
  }
  const scale = Math.min(1, side / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.85));
  if (!blob) throw Object.assign(new Error("photo"), { reason: "photo" });
  return blob;
}
