import type { DeviceKind } from '../types/api'

const narrowestTablet = 600 // CSS pixels of the shorter side

/**
 * What kind of device this is, and nothing else of it. Names are not asked: an iPad calls itself a Mac. A computer is what
 * is pointed at with more than a finger, also where its screen can be touched.
 */
export function deviceKind(): DeviceKind {
  if (!matchMedia('(pointer: coarse)').matches) return 'desktop'
  return Math.min(screen.width, screen.height) < narrowestTablet ? 'phone' : 'tablet'
}
