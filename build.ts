import { createHash } from 'node:crypto';
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { build, type Metafile, type Plugin } from 'esbuild';
import { zipFolder } from './local/zip-folder.ts';

export interface BundleOptions {
  /** The folder with package.json and host.json. */
  readonly root: string;
  /** The file that imports all functions. */
  readonly entry: string;
  /** The folder to be deployed; what was in it is gone. */
  readonly outdir: string;
}

/** The bundle's entry file, in `outdir`; the project's own package.json names it as `dist/main.js`. */
const main = 'main.js';
/**
 * Where the bundle is said to be, whatever folder it is written to. Source maps and the hashes in the names of chunks
 * depend on it: so the same source makes the same bytes anywhere.
 */
const saidToBe = 'dist';

/**
 * A bundle of ES modules that calls `require`: for Node's own modules out of CommonJS packages, and above all for
 * `@azure/functions-core`, which the Functions host answers in `Module.prototype.require` and nowhere else. A `require`
 * made by `createRequire` goes through it.
 */
const banner = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

/**
 * Packages of Azure's come twice: as ES modules for who imports them, as CommonJS for who requires them, as
 * botframework-connector does. One copy serves both, and a cold start reads half as much.
 */
const oneCopy: Plugin = {
  name: 'one-copy',
  setup(esbuild) {
    esbuild.onResolve({ filter: /^@(azure|typespec)\// }, ({ path, kind, pluginData, resolveDir, importer }) => {
      const isDouble = kind === 'require-call' && pluginData !== oneCopy && path !== '@azure/functions-core';
      if (!isDouble) return undefined;
      return esbuild.resolve(path, { kind: 'import-statement', resolveDir, importer, pluginData: oneCopy });
    });
  },
};

/**
 * Makes a folder Azure Functions can run as it is, without node_modules: one file for what every function needs, and a
 * chunk for each `import()`, read when it is first called.
 * @returns which source went into which file, each named as if `outdir` were `dist`
 */
export async function bundle({ root, entry, outdir }: BundleOptions): Promise<Metafile> {
  await rm(outdir, { recursive: true, force: true });
  await mkdir(outdir, { recursive: true });
  const { metafile, outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: { [main.replace('.js', '')]: entry },
    outdir: saidToBe,
    write: false,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    external: ['@azure/functions-core'],
    // A node_modules that is a link to another folder is where it seems to be: the same bytes again.
    preserveSymlinks: true,
    plugins: [oneCopy],
    banner: { js: banner },
    chunkNames: 'chunks/[name]-[hash]',
    // A third less to read at a cold start; names stay, for stack traces and for what looks at `constructor.name`.
    minifyWhitespace: true,
    minifySyntax: true,
    keepNames: true,
    // An uncaught error prints its line: not a megabyte of it.
    lineLimit: 160,
    sourcemap: true,
    sourcesContent: false,
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
  });
  for (const { path, contents } of outputFiles) {
    const file = join(outdir, relative(join(root, saidToBe), path));
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, contents);
  }
  const { name, version, license } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const manifest = { name, version, license, private: true, type: 'module', main };
  await writeFile(join(outdir, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  await copyFile(join(root, 'host.json'), join(outdir, 'host.json'));
  return metafile;
}

if (import.meta.main) {
  const root = import.meta.dirname;
  const outdir = join(root, 'dist');
  const { outputs } = await bundle({ root, entry: 'functions/index.ts', outdir });
  for (const [file, { bytes }] of Object.entries(outputs)) {
    if (file.endsWith('.js')) console.log(`${String(Math.ceil(bytes / 1024)).padStart(6)} KB  ${file}`);
  }
  if (process.argv.includes('--zip')) {
    const archive = await zipFolder(outdir);
    await writeFile(join(root, 'carillon.zip'), archive);
    const size = `${String(Math.ceil(archive.length / 1024)).padStart(6)} KB  carillon.zip`;
    console.log(`${size}\nsha256 ${createHash('sha256').update(archive).digest('hex')}`);
  }
}
