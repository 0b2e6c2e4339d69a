import type { Metafile } from 'esbuild';

/**
 * The packages a bundle's entry file brings with it when it is imported: its own and those of the chunks it imports,
 * but not those behind an `import()`.
 */
export function loadedAtOnce({ outputs }: Metafile, entry: string): Set<string> {
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
  visit(Object.keys(outputs).find((file) => file.endsWith(`/${entry}`) || file === entry) ?? entry);
  return packages;
}
