import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { PeoplePicker } from '../../components/ChoosePeople'
import { Failed, ProblemNote, Waiting } from '../../components/State'
import { Window } from '../../components/Window'
import { Problem } from '../../services/problem'
import { assignPeople } from '../../services/sites'
import { reads } from '../../store/reads'
import type { Meeting, Participant, Site } from '../../types/api'
import { refreshSites } from './Sites'

/** Who takes part at a site; where nobody does yet, those of its organisation are offered. */
export function SitePeople({ meeting, site, onClose }: { meeting: Meeting; site: Site; onClose(): void }) {
  const { t } = useTranslation()
  const participants = useQuery(reads.participants(meeting.id))
  const [problem, setProblem] = useState<Problem | null>(null)
  const seated = (participants.data ?? []).filter(one => !one.replaced_by)
  const there = seated.filter(one => one.site_id === site.id)
  const proposed = there.length > 0 ? there : seated.filter(one => !one.site_id && isOf(one, site))
  const save = async (people: readonly { id: string }[]) => {
    const chosen = new Set(people.map(one => one.id))
    const come = seated.filter(one => chosen.has(one.person.id) && one.site_id !== site.id)
    const go = there.filter(one => !chosen.has(one.person.id))
    const rows = [
      ...come.map(one => ({ person_id: one.person.id, site_id: site.id })),
      ...go.map(one => ({ person_id: one.person.id, site_id: null })),
    ]
    try {
      if (rows.length > 0) await assignPeople(meeting.id, rows)
      await refreshSites(meeting.id)
      onClose()
    } catch (error) {
      setProblem(Problem.of(error))
    }
  }
  return (
    <Window title={t('sites.assignTo', { name: site.organisation.name })} open onClose={onClose} wide>
      <p className="soft">{t('sites.assignHelp', { seats: site.seats })}</p>
      {participants.isPending && <Waiting />}
      {participants.error && <Failed error={participants.error} onRetry={participants.refetch} />}
      {participants.data && (
        <PeoplePicker
          chosen={proposed.map(one => one.person)}
          among={seated.map(one => one.person)}
          onDone={people => void save(people)}
        />
      )}
      {problem && <ProblemNote problem={problem} />}
    </Window>
  )
}

function isOf({ person }: Participant, { organisation }: Site): boolean {
  return person.organisation_name === organisation.name
}
