import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import type { Plugin } from 'vite'

const compressible = /\.(js|mjs|css|html|svg|webmanifest|wasm|bcmap|icc)$/
const smallest = 1024

/** Writes .br and .gz beside each text file once, so that no server compresses anything while people wait. */
export function compress(): Plugin {
  let folder = ''
  return {
    name: 'compress',
    apply: 'build',
    writeBundle(options) {
      folder = options.dir ?? ''
    },
    closeBundle: {
      order: 'post',
      handler() {
        for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
          if (!compressible.test(name)) continue
          const content = readFileSync(`${folder}/${name}`)
          if (content.length < smallest) continue
          writeFileSync(`${folder}/${name}.gz`, gzipSync(content, { level: 9 }))
          writeFileSync(`${folder}/${name}.br`, brotliCompressSync(content))
        }
      },
    },
  }
}
