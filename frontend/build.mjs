// Builds static/build/: one style sheet, the scripts, the fonts and the pictures,
// each under a name that carries its hash, with a manifest and .br/.gz copies.
// The new build replaces the old one at the end, so a broken-off build harms nothing.
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import { fontFaces } from "./fonts.mjs";
import { houseStyles } from "./house_styles.mjs";
import { kernStyles } from "./kern.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const target = join(here, "..", "static", "build");
const fresh = `${target}.${process.pid}`;
const manifest = {};

const COMPRESSIBLE = new Set([".css", ".js", ".svg", ".json"]);

function emit(name, content) {
  const bytes = Buffer.from(content);
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 12);
  const extension = extname(name);
  const hashed = `${basename(name, extension)}.${hash}${extension}`;
  const path = join(fresh, hashed);
  writeFileSync(path, bytes);
  if (COMPRESSIBLE.has(extension)) {
    writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
    writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }));
  }
  manifest[name] = hashed;
  return hashed;
}

async function buildStyles() {
  const fonts = await fontFaces((name, bytes) => emit(name, bytes));
  const house = houseStyles(join(here, "css"));
  const css = [fonts, await kernStyles(house), house].join("\n");
  const { code } = await esbuild.transform(css, { loader: "css", minify: true, legalComments: "inline" });
  emit("app.css", code);
}

async function buildScripts() {
  const entryPoints = readdirSync(join(here, "js")).filter((name) => name.endsWith(".js"));
  for (const name of entryPoints) {
    const { outputFiles } = await esbuild.build({
      entryPoints: [join(here, "js", name)],
      bundle: true,
      format: "esm",
      minify: true,
      target: "es2022",
      write: false,
    });
    emit(name, outputFiles[0].contents);
  }
}

function copyImages() {
  for (const name of readdirSync(join(here, "images"))) emit(name, readFileSync(join(here, "images", name)));
}

try {
  mkdirSync(fresh, { recursive: true });
  await buildStyles();
  await buildScripts();
  copyImages();
  writeFileSync(join(fresh, "manifest.json"), JSON.stringify(manifest, null, 1));
  rmSync(target, { recursive: true, force: true });
  renameSync(fresh, target);
} catch (problem) {
  rmSync(fresh, { recursive: true, force: true });
  throw problem;
}
