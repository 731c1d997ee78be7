// Photo fields of plain forms: shown at once and made small before they are sent.
import { photoField } from "./photo_field.js";

for (const box of document.querySelectorAll("label[data-photo]")) photoField(box);
