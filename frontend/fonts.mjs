// Fira Sans for Latin and Cyrillic, Noto Sans Arabic for Arabic and Persian.
// The two scripts that most first visits need are cut to the letters in use
// (harfbuzz keeps the joining forms), because a phone pays for every kilobyte.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import subsetFont from "subset-font";

const require = createRequire(import.meta.url);
const WEIGHTS = [400, 600];
const ASCII = "U+20-7E";
const GERMAN = "U+A0,U+A7,U+A9,U+AB,U+AD,U+B0,U+B1,U+B2,U+B7,U+BB,U+BC-BE,U+C0-FF";
const SIGNS = "U+2011-2014,U+2018-201A,U+201C-201E,U+2022,U+2026,U+202F,U+20AC,U+2190-2193,U+2212,U+2265";

const FONTS = [
  { family: "Fira Sans", source: "fira-sans", subset: "latin", letters: `${ASCII},${GERMAN},${SIGNS}` },
  { family: "Fira Sans", source: "fira-sans", subset: "latin-ext" },
  { family: "Fira Sans", source: "fira-sans", subset: "cyrillic" },
  { family: "Fira Sans", source: "fira-sans", subset: "cyrillic-ext" },
  {
    family: "Noto Sans Arabic",
    source: "noto-sans-arabic",
    subset: "arabic",
    letters: "U+0600-06FF,U+200C-200F",
  },
];

function lettersOf(ranges) {
  return ranges.split(",").flatMap((range) => {
    const [first, last = first] = range.replace("U+", "").split("-").map((hex) => parseInt(hex, 16));
    return Array.from({ length: last - first + 1 }, (_, offset) => String.fromCodePoint(first + offset));
  }).join("");
}

async function fontFace({ family, source, subset, letters }, weight, emit) {
  const folder = dirname(require.resolve(`@fontsource/${source}/unicode.json`));
  const name = `${source}-${subset}-${weight}-normal.woff2`;
  const ranges = letters ?? JSON.parse(readFileSync(join(folder, "unicode.json"), "utf8"))[subset];
  const whole = readFileSync(join(folder, "files", name));
  const bytes = letters ? await subsetFont(whole, lettersOf(letters), { targetFormat: "woff2" }) : whole;
  return `@font-face{font-family:"${family}";font-style:normal;font-weight:${weight};font-display:swap;` +
    `src:url("./${emit(name, bytes)}") format("woff2");unicode-range:${ranges}}`;
}

// Papers (PDF) are set by typst, which reads no woff2 and brings no Arabic of its own.
async function paperFont(weight, emit) {
  const { source, subset, letters } = FONTS.find((font) => font.source === "noto-sans-arabic");
  const folder = dirname(require.resolve(`@fontsource/${source}/unicode.json`));
  const whole = readFileSync(join(folder, "files", `${source}-${subset}-${weight}-normal.woff2`));
  emit(`paper-arabic-${weight}.ttf`, await subsetFont(whole, lettersOf(letters), { targetFormat: "truetype" }));
}

// Pictures (PNG) are drawn by typst too, in the face of the pages.
async function pictureFont(weight, emit) {
  const face = { 400: "Regular", 600: "SemiBold" }[weight];
  const whole = readFileSync(require.resolve(`@kern-ux/native/dist/fonts/fira-sans/FiraSans-${face}.woff2`));
  const letters = lettersOf(`${ASCII},U+A0-17F,U+400-45F,U+490-491,${SIGNS}`);
  emit(`picture-sans-${weight}.ttf`, await subsetFont(whole, letters, { targetFormat: "truetype" }));
}

export async function fontFaces(emit) {
  await Promise.all(WEIGHTS.map((weight) => pictureFont(weight, emit)));
  await Promise.all(WEIGHTS.map((weight) => paperFont(weight, emit)));
  const faces = FONTS.flatMap((font) => WEIGHTS.map((weight) => fontFace(font, weight, emit)));
  return (await Promise.all(faces)).join("\n");
}
