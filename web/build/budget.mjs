// Fails the build when the first load grows past what a slow network can bear (before fonts and PDF code).
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

const limit = 250 * 1024
const dist = new URL('../dist/', import.meta.url)
const page = readFileSync(new URL('index.html', dist), 'utf8')
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', dist), 'utf8'))
const first = new Set(['index.html'])
const queue = ['index.html', 'src/words/vi.ts', 'src/routes/home/Home.tsx']
while (queue.length) {
  const entry = manifest[queue.pop()]
  if (!entry) continue
  for (const file of [entry.file, ...(entry.css ?? [])]) first.add(file)
  queue.push(...(entry.imports ?? []).filter(name => !first.has(manifest[name]?.file)))
}
const sizes = [...first].map(file => [
  file,
  gzipSync(file === 'index.html' ? page : readFileSync(new URL(file, dist))).length,
])
const total = sizes.reduce((sum, [, size]) => sum + size, 0)
for (const [file, size] of sizes) console.log(`${String(size).padStart(8)}  ${file}`)
console.log(`first load: ${(total / 1024).toFixed(1)} kB gzip of ${limit / 1024} kB`)
if (total > limit) process.exit(1)
