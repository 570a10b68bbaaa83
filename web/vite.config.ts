import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'
import { compress } from './build/compress.ts'
import { pdfAssets } from './build/pdfAssets.ts'
import { reactAriaWords } from './build/reactAriaWords.ts'
import { serviceWorker } from './build/serviceWorker.ts'

export default defineConfig({
  plugins: [reactAriaWords(), react(), pdfAssets(), serviceWorker(), compress()],
  build: { target: 'es2023', modulePreload: { polyfill: false }, assetsInlineLimit: 0, manifest: true },
  optimizeDeps: { exclude: ['react-aria-components', 'react-aria', 'react-stately'] },
  server: { proxy: { '/api': 'http://127.0.0.1:8080', '/objects': 'http://127.0.0.1:8080' } },
  preview: { proxy: { '/api': 'http://127.0.0.1:8080', '/objects': 'http://127.0.0.1:8080' } },
  test: {
    // Through our plugin, so that tests hear React Aria's words as the app does.
    server: { deps: { inline: [/react-aria/, /react-stately/] } },
    environment: 'happy-dom',
    include: ['src/**/*.test.{ts,tsx}', 'build/**/*.test.ts'],
  },
})
