import { useTranslation } from 'react-i18next'
import { Button } from '../../components/Button'
import { seeGuides } from '../../services/people'
import { tellProblem } from '../../store/notices'
import { guideOf, usePerson } from '../../store/person'

const cards = ['one', 'two', 'three'] as const

/** Three cards for whoever is here for the first time; put away once, on all his devices. */
export function FirstSteps() {
  const { t } = useTranslation()
  const person = usePerson()
  const guide = guideOf(person)
  if (person.guides_seen.includes(guide)) return null
  const dismiss = () => seeGuides([...person.guides_seen, guide]).catch(tellProblem)
  return (
    <section className="stack" aria-label={t('guide.title')}>
      <h2>{t('guide.title')}</h2>
      <ol className="first-steps">
        {cards.map((card, place) => (
          <li key={card} className="card">
            <span className="first-step-number number" aria-hidden="true">
              {place + 1}
            </span>
            <h3>{t(`guide.${guide}.${card}`)}</h3>
            <p>{t(`guide.${guide}.${card}Text`)}</p>
          </li>
        ))}
      </ol>
      <div>
        <Button icon="check" onPress={() => void dismiss()}>
          {t('guide.dismiss')}
        </Button>
      </div>
    </section>
  )
}
