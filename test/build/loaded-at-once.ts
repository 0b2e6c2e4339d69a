import type { Metafile } from 'esbuild';

/**
 * The packages that come with a source file when its part of the bundle is imported: its own and those of the chunks it
 * imports, but not those behind an `import()`.
 * @param source the entry file, or one that is somewhere imported with `import()`
 */
export function loadedAtOnce({ outputs }: Metafile, source: string): Set<string> {
  const packages = new Set<string>();
  const seen = new Set<string>();
  const visit = (file: string): void => {
    const output = outputs[file];
    if (!output || seen.has(file)) return;
    seen.add(file);
    for (const [input, { bytesInOutput }] of Object.entries(output.inputs)) {
      const name = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1];
      if (name && bytesInOutput > 0) packages.add(name);
    }
    for (const { kind, path, external } of output.imports) {
      if (kind === 'import-statement' && !external) visit(path);
    }
  };
  const part = Object.entries(outputs).find(([, { entryPoint }]) => entryPoint === source);
  if (!part) throw new Error(`${source} has no part of its own in the bundle`);
  visit(part[0]);
  return packages;
}
