import { cpSync, createReadStream } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'

const folders = ['cmaps', 'standard_fonts', 'wasm', 'iccs']
/** Papers run no scripts here, so the sandbox's interpreter stays out. */
const unused = /quickjs/
const root = fileURLToPath(new URL('../node_modules/pdfjs-dist/', import.meta.url))

/** Serves what PDF.js fetches by name at run time (character maps, fonts, decoders) from our own origin under /pdf/. */
export function pdfAssets(): Plugin {
  return {
    name: 'pdf-assets',
    configureServer(server) {
      server.middlewares.use('/pdf/', (request, response, next) => {
        const path = (request.url ?? '').split('?')[0] ?? ''
        if (!/^\/\w+\/[\w.-]+$/.test(path)) return next()
        createReadStream(root + path.slice(1))
          .on('error', () => next())
          .pipe(response)
      })
    },
    writeBundle(options) {
      for (const folder of folders)
        cpSync(root + folder, `${options.dir}/pdf/${folder}`, {
          recursive: true,
          filter: path => !unused.test(path),
        })
    },
  }
}
