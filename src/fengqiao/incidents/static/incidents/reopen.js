// The photo of how it looks now, made small before it is sent.

import { photoField } from "./photo_field.js";

const box = document.querySelector("[data-reopen] [data-photo]");
if (box) photoField(box);
