import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build, type Plugin } from 'vite'

const publicFolder = fileURLToPath(new URL('../public/', import.meta.url))
const source = fileURLToPath(new URL('../src/sw/worker.ts', import.meta.url))

/** Builds src/sw/worker.ts to /sw.js with the list of shell files it keeps; run-time files of PDF.js are not among them. */
export function serviceWorker(): Plugin {
  return {
    name: 'service-worker',
    apply: 'build',
    // After the page itself is in the bundle: without it the worker could not answer for any address.
    generateBundle: {
      order: 'post',
      async handler(_options, bundle) {
        const files = Object.values(bundle)
          .filter(file => /^(index\.html|assets\/)/.test(file.fileName) && !/pdf|\.map$/.test(file.fileName))
          .map(file => ({
            url: `/${file.fileName}`,
            revision: revisionOf(file.fileName, 'source' in file ? file.source : file.code),
          }))
        files.push(...publicFiles())
        if (!files.some(file => file.url === '/index.html')) this.error('the shell has no index.html')
        this.emitFile({ type: 'asset', fileName: 'sw.js', source: await bundleWorker(files) })
      },
    },
  }
}

/** What the page shows besides its bundle; Vite copies these as they are. */
function publicFiles(): { url: string; revision: string | null }[] {
  return readdirSync(publicFolder).map(name => ({
    url: `/${name}`,
    revision: revisionOf(name, readFileSync(`${publicFolder}${name}`)),
  }))
}

/** Hashed names need no revision: a new content is a new name. */
function revisionOf(fileName: string, content: string | Uint8Array): string | null {
  return fileName.startsWith('assets/')
    ? null
    : createHash('sha256').update(content).digest('hex').slice(0, 16)
}

async function bundleWorker(files: unknown): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    define: { __SHELL__: JSON.stringify(files), 'process.env.NODE_ENV': '"production"' },
    build: { write: false, target: 'es2023', lib: { entry: source, formats: ['es'], fileName: 'sw' } },
  })
  const output = (Array.isArray(result) ? result[0] : result) as { output: { code?: string }[] }
  return output.output[0]?.code ?? ''
}
