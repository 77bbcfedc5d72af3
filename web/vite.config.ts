/// <reference types="vitest/config" />
import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { compressed } from './vite-compress.ts'

const backend = process.env.HUAHUA_BACKEND ?? 'http://127.0.0.1:8000'

/** Libraries that every page needs, in chunks that stay cached from one release to the next. */
const vendorGroups = [
  { name: 'react', test: /node_modules\/(react|react-dom|scheduler|react-router)\// },
  { name: 'icons', test: /node_modules\/lucide-react\// },
  { name: 'state', test: /node_modules\/(@tanstack|zustand|i18next|react-i18next)\// },
  // Small parts that every area uses: one file instead of thirty requests.
  { name: 'shared', test: /src\/(api|app|components)\/(?!CommandPalette|markdown|viewer)/ },
]

export default defineConfig({
  plugins: [react(), compressed()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  server: {
    port: 5173,
    proxy: {
      '/api/ws': { target: backend, ws: true },
      '/api': { target: backend },
      '/v1': { target: backend },
      '/ws': { target: backend, ws: true },
      '^/widget(/|\\.js|-frame\\.js)': { target: backend },
    },
  },
  build: {
    outDir: 'dist',
    manifest: true,
    modulePreload: { polyfill: false }, // every browser that runs es2022 knows it
    target: 'es2022',
    assetsInlineLimit: 2048,
    chunkSizeWarningLimit: 900,
    rolldownOptions: {
      // The widget's two files have addresses that other web sites write down: no hash in their names.
      input: { index: 'index.html', docs: 'docs.html', widget: 'src/widget/loader.ts', 'widget-frame': 'src/widget/frame/main.ts' },
      output: { codeSplitting: { groups: vendorGroups }, entryFileNames: ({ name }) => (name.startsWith('widget') ? '[name].js' : 'assets/[name]-[hash].js') },
    },
  },
  // What a module keeps must not decide a test: files share their modules, which saves loading them again for each.
  test: { environment: 'node', include: ['src/**/*.test.ts'], pool: 'threads', isolate: false },
})
