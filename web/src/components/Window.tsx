import { type FormEvent, type ReactNode, useState } from 'react'
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { Problem } from '../services/problem'
import { Button, type Look } from './Button'
import { ProblemNote } from './State'

interface WindowProps {
  title: string
  open: boolean
  onClose(): void
  wide?: boolean
  children: ReactNode
}

export function Window({ title, open, onClose, wide, children }: WindowProps) {
  return (
    <ModalOverlay className="veil fade" isOpen={open} onOpenChange={now => !now && onClose()} isDismissable>
      <Modal className={wide ? 'window wide' : 'window'}>
        <Dialog>
          <Heading slot="title" level={2} className="window-title">
            {title}
          </Heading>
          {children}
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}

interface AskProps {
  title: string
  open: boolean
  onClose(): void
  /** Given up on purpose: a tap beside the window closes it too and means less. */
  onCancel?(): void
  /** Resolves when done; a refusal is shown in the window, which stays open with what was written. */
  onConfirm(): Promise<unknown>
  confirm: string
  look?: Look
  disabled?: boolean
  wide?: boolean
  children?: ReactNode
}

/** Asks once, does it, and says what went wrong if it did. */
export function Ask({
  title,
  open,
  onClose,
  onCancel,
  onConfirm,
  confirm,
  look = 'primary',
  disabled,
  wide,
  children,
}: AskProps) {
  const { t } = useTranslation()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  const close = () => {
    setProblem(null)
    onClose()
  }
  const cancel = () => {
    onCancel?.()
    close()
  }
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    event.stopPropagation()
    if (busy || disabled) return
    setBusy(true)
    setProblem(null)
    try {
      await onConfirm()
      close()
    } catch (error) {
      setProblem(Problem.of(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Window title={title} open={open} onClose={close} wide={wide ?? false}>
      <form onSubmit={submit} className="stack" noValidate>
        {children}
        {problem && <ProblemNote problem={problem} />}
        <div className="window-actions">
          <Button look="plain" onPress={cancel}>
            {t('app.cancel')}
          </Button>
          <Button look={look} type="submit" isDisabled={busy || (disabled ?? false)}>
            {confirm}
          </Button>
        </div>
      </form>
    </Window>
  )
}
