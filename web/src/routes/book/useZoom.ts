import { type RefObject, useEffect } from 'react'

export const least = 0.5
export const greatest = 4

export function clampZoom(zoom: number): number {
  return Math.min(greatest, Math.max(least, Math.round(zoom * 100) / 100))
}

/**
 * Two fingers (or the wheel with Ctrl) zoom around the place they hold. While they move the sheets are only stretched; when
 * they leave, `onZoom` gets the factor and the held place, and the pages are drawn sharp once.
 */
export function usePinch(
  scroller: RefObject<HTMLElement | null>,
  sheets: RefObject<HTMLDivElement | null>,
  onZoom: (factor: number, x: number, y: number) => void,
): void {
  useEffect(() => {
    const area = scroller.current
    if (!area) return
    let begun: { distance: number; x: number; y: number } | null = null
    let factor = 1
    const stretch = () => {
      if (!sheets.current || !begun) return
      sheets.current.style.transformOrigin = `${area.scrollLeft + begun.x}px ${area.scrollTop + begun.y}px`
      sheets.current.style.transform = factor === 1 ? '' : `scale(${factor})`
    }
    const start = (event: TouchEvent) => {
      if (event.touches.length === 2) begun = heldBy(event, area)
    }
    const move = (event: TouchEvent) => {
      if (!begun || event.touches.length !== 2) return
      event.preventDefault()
      factor = heldBy(event, area).distance / begun.distance
      stretch()
    }
    const end = () => {
      if (!begun) return
      const { x, y } = begun
      if (sheets.current) sheets.current.style.transform = ''
      begun = null
      if (Math.abs(factor - 1) > 0.02) onZoom(factor, x, y)
      factor = 1
    }
    const wheel = (event: WheelEvent) => {
      if (!event.ctrlKey) return
      event.preventDefault()
      const frame = area.getBoundingClientRect()
      onZoom(Math.exp(-event.deltaY / 300), event.clientX - frame.left, event.clientY - frame.top)
    }
    area.addEventListener('touchstart', start, { passive: true })
    area.addEventListener('touchmove', move, { passive: false })
    area.addEventListener('touchend', end)
    area.addEventListener('touchcancel', end)
    area.addEventListener('wheel', wheel, { passive: false })
    return () => {
      area.removeEventListener('touchstart', start)
      area.removeEventListener('touchmove', move)
      area.removeEventListener('touchend', end)
      area.removeEventListener('touchcancel', end)
      area.removeEventListener('wheel', wheel)
    }
  }, [scroller, sheets, onZoom])
}

function heldBy(event: TouchEvent, area: HTMLElement): { distance: number; x: number; y: number } {
  const [one, other] = [event.touches[0], event.touches[1]] as [Touch, Touch]
  const frame = area.getBoundingClientRect()
  return {
    distance: Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY),
    x: (one.clientX + other.clientX) / 2 - frame.left,
    y: (one.clientY + other.clientY) / 2 - frame.top,
  }
}
