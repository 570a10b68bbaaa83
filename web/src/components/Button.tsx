import type { ReactNode } from 'react'
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components'
import { Link } from 'wouter'
import { Icon, type IconName } from './Icon'

export type Look =
  | 'primary'
  | 'plain'
  | 'danger'
  | 'primary danger'
  | 'plain danger'
  | 'large primary'
  | 'large'

interface ButtonProps extends Omit<AriaButtonProps, 'className' | 'children' | 'style'> {
  look?: Look
  icon?: IconName
  wide?: boolean
  children: ReactNode
}

export function Button({ look, icon, wide, children, ...rest }: ButtonProps) {
  return (
    <AriaButton {...rest} className={['button', look, wide && 'wide'].filter(Boolean).join(' ')}>
      {icon && <Icon name={icon} />}
      {children}
    </AriaButton>
  )
}

interface IconButtonProps extends Omit<AriaButtonProps, 'className' | 'children' | 'style'> {
  icon: IconName
  label: string
  look?: Look
}

/** A square button whose words are heard, not seen. */
export function IconButton({ icon, label, look = 'plain', ...rest }: IconButtonProps) {
  return (
    <AriaButton {...rest} className={`button square ${look}`} aria-label={label}>
      <Icon name={icon} />
    </AriaButton>
  )
}

/** Looks like a button, goes to another screen. */
export function LinkButton({
  href,
  look,
  icon,
  wide,
  children,
}: {
  href: string
  look?: Look
  icon?: IconName
  wide?: boolean
  children: ReactNode
}) {
  return (
    <Link href={href} className={['button', look, wide && 'wide'].filter(Boolean).join(' ')}>
      {icon && <Icon name={icon} />}
      {children}
    </Link>
  )
}
