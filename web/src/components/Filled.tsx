/** The full part of a bar; `share` from 0 to 1. */
export function Filled({ share }: { share: number }) {
  return <div style={{ width: `${Math.round(share * 100)}%` }} />
}
