import { useState } from 'react'
import { ChairField } from '../../components/ChairField'
import type { Named } from '../../components/ChoosePeople'
import { Problem } from '../../services/problem'

/** For a copy whose chair has left: the field for another appears when the server asks for it. */
export function useChairInstead() {
  const [wanted, setWanted] = useState(false)
  const [chair, setChair] = useState<Named | null>(null)
  const asking = async <Made,>(made: Promise<Made>): Promise<Made> => {
    try {
      return await made
    } catch (error) {
      if (Problem.of(error).code === 'chair-left') setWanted(true)
      throw error
    }
  }
  const field = wanted && <ChairField value={chair} onChange={setChair} />
  return { asking, field, by: { chair_id: chair?.id ?? null } }
}
