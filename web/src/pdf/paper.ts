import {
  AnnotationMode,
  GlobalWorkerOptions,
  getDocument,
  type PDFPageProxy,
  PDFWorker,
  TextLayer,
} from 'pdfjs-dist'
import rendererAddress from 'pdfjs-dist/build/pdf.renderer.min.mjs?url'
import workerAddress from 'pdfjs-dist/build/pdf.worker.min.mjs?url'
import type { SignedLink } from './link'
import { RangeTransport } from './transport'

/** The only door to PDF.js: what a reader of papers needs of it, in the app's own words. Pages count from 1. */
export interface Paper {
  /** Draws a page, `width` CSS pixels wide, into a canvas that PDF.js then owns. */
  draw(page: number, canvas: HTMLCanvasElement, width: number, signal: AbortSignal): Promise<void>
  /** Lays the page's words, selectable and findable, over its picture. */
  layText(page: number, layer: HTMLElement, width: number, signal: AbortSignal): Promise<void>
  /** Forgets what was decoded of a page that is far from the reader. */
  release(page: number): void
  close(): void
}

export interface PaperSource {
  link: SignedLink
  /** Bytes of the reading copy. */
  size: number
  /** The file is left alone until then: on a slow line the picture of page 1 would come as late as the page itself. */
  picture: Promise<void>
}

GlobalWorkerOptions.workerSrc = workerAddress
GlobalWorkerOptions.rendererSrc = rendererAddress

const chunk = 64 * 1024
const sharpest = 2
/** Small tablets refuse larger canvases without a word. */
const largestCanvas = 12_000_000

let worker: PDFWorker | null = null

/** Starts PDF.js while it is not yet known which file it will read: on a tablet that takes as long as the first bytes. */
export function wakeReader(): PDFWorker {
  worker ??= new PDFWorker({ verbosity: 0 })
  return worker
}

export async function openPaper(source: PaperSource, onFailure: (error: unknown) => void): Promise<Paper> {
  let failure: unknown = null
  const task = getDocument({
    range: new RangeTransport(source.size, source.link, source.picture, error => {
      failure = error
      void task.destroy()
      onFailure(error)
    }),
    worker: wakeReader(),
    rangeChunkSize: chunk,
    disableAutoFetch: true,
    disableStream: true,
    cMapUrl: '/pdf/cmaps/',
    standardFontDataUrl: '/pdf/standard_fonts/',
    wasmUrl: '/pdf/wasm/',
    iccUrl: '/pdf/iccs/',
    verbosity: 0,
  })
  const document = await task.promise.catch(error => Promise.reject(failure ?? error))
  const pages = new Map<number, Promise<PDFPageProxy>>()
  const pageOf = (page: number): Promise<PDFPageProxy> => {
    const known = pages.get(page) ?? document.getPage(page)
    pages.set(page, known)
    return known
  }
  return {
    draw: async (page, canvas, width, signal) => drawPage(await pageOf(page), canvas, width, signal),
    layText: async (page, layer, width, signal) => layText(await pageOf(page), layer, width, signal),
    release: page => {
      pages.get(page)?.then(
        proxy => proxy.cleanup(),
        () => undefined,
      )
      pages.delete(page)
    },
    close: () => void task.destroy(),
  }
}

async function drawPage(
  page: PDFPageProxy,
  canvas: HTMLCanvasElement,
  width: number,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted()
  const natural = page.getViewport({ scale: 1 })
  const wanted = (width / natural.width) * Math.min(devicePixelRatio, sharpest)
  const scale = Math.min(wanted, Math.sqrt(largestCanvas / (natural.width * natural.height)))
  const viewport = page.getViewport({ scale })
  canvas.width = Math.floor(viewport.width)
  canvas.height = Math.floor(viewport.height)
  const task = page.render({ canvas, viewport, annotationMode: AnnotationMode.ENABLE })
  const cancel = () => task.cancel()
  signal.addEventListener('abort', cancel, { once: true })
  try {
    await task.promise
  } finally {
    signal.removeEventListener('abort', cancel)
  }
}

async function layText(
  page: PDFPageProxy,
  layer: HTMLElement,
  width: number,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted()
  const scale = width / page.getViewport({ scale: 1 }).width
  layer.style.setProperty('--total-scale-factor', String(scale))
  layer.replaceChildren()
  const text = new TextLayer({
    textContentSource: await page.getTextContent(),
    container: layer,
    viewport: page.getViewport({ scale }),
  } as ConstructorParameters<typeof TextLayer>[0])
  signal.addEventListener('abort', () => text.cancel(), { once: true })
  signal.throwIfAborted()
  await text.render()
}
