import type { ReactNode } from 'react'
import {
  Button as AriaButton,
  Checkbox as AriaCheckbox,
  type CheckboxProps,
  FieldError,
  Input,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  Radio,
  RadioGroup,
  Select,
  SelectValue,
  Text,
  TextArea,
  TextField,
  type TextFieldProps,
  ToggleButton,
  ToggleButtonGroup,
} from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { Icon } from './Icon'

interface TextProps extends Omit<TextFieldProps, 'className' | 'children' | 'style'> {
  label: string
  help?: string | undefined
  wrong?: string | null | undefined
  lines?: boolean
  placeholder?: string
}

export function TextInput({ label, help, wrong, lines, placeholder, ...rest }: TextProps) {
  return (
    <TextField {...rest} isInvalid={Boolean(wrong)} className="field" validationBehavior="aria">
      <FieldLabel label={label} required={rest.isRequired ?? false} />
      {lines ? (
        <TextArea className="input" placeholder={placeholder} />
      ) : (
        <Input className="input" placeholder={placeholder} />
      )}
      <FieldNotes help={help} wrong={wrong} />
    </TextField>
  )
}

export function FieldLabel({ label, required }: { label: string; required: boolean }) {
  const { t } = useTranslation()
  return (
    <Label>
      {label} {!required && <span className="optional">({t('app.optional')})</span>}
    </Label>
  )
}

export function FieldNotes({
  help,
  wrong,
}: {
  help?: string | undefined
  wrong?: string | null | undefined
}) {
  return (
    <>
      {help && (
        <Text slot="description" className="help">
          {help}
        </Text>
      )}
      <FieldError className="wrong">{wrong}</FieldError>
    </>
  )
}

export interface Choice<Value extends string> {
  id: Value
  name: string
  note?: string | undefined
}

interface SelectInputProps<Value extends string> {
  label: string
  value: Value | null
  choices: readonly Choice<NoInfer<Value>>[]
  onChange(value: NoInfer<Value>): void
  help?: string
  wrong?: string | null
  required?: boolean
  isDisabled?: boolean
}

/** Shut while its choices are still on their way, because a press on an empty list would open nothing. */
export function SelectInput<Value extends string>(props: SelectInputProps<Value>) {
  const { t } = useTranslation()
  return (
    <Select
      className="field"
      value={props.value}
      onChange={key => key !== null && props.onChange(key as Value)}
      placeholder={t('form.notChosen')}
      isInvalid={Boolean(props.wrong)}
      isDisabled={(props.isDisabled ?? false) || props.choices.length === 0}
      validationBehavior="aria"
    >
      <FieldLabel label={props.label} required={props.required ?? true} />
      <AriaButton className="input select-button">
        <SelectValue />
        <Icon name="down" />
      </AriaButton>
      <FieldNotes help={props.help} wrong={props.wrong} />
      <Popover className="popover">
        <ListBox className="list" items={props.choices}>
          {choice => (
            <ListBoxItem id={choice.id} textValue={choice.name} className="option">
              <Text slot="label">{choice.name}</Text>
              {choice.note && (
                <Text slot="description" className="tiny">
                  {choice.note}
                </Text>
              )}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </Select>
  )
}

export function Tick({
  children,
  ...rest
}: Omit<CheckboxProps, 'className' | 'children' | 'style'> & { children: ReactNode }) {
  return (
    <AriaCheckbox {...rest} className="choice">
      {({ isSelected, isIndeterminate }) => (
        <>
          <span className="box">
            {isIndeterminate ? <Icon name="minus" /> : isSelected ? <Icon name="check" /> : null}
          </span>
          <span className="grow">{children}</span>
        </>
      )}
    </AriaCheckbox>
  )
}

interface ChoicesProps<Value extends string> {
  label: string
  value: Value
  choices: readonly Choice<NoInfer<Value>>[]
  onChange(value: NoInfer<Value>): void
}

export function Choices<Value extends string>({ label, value, choices, onChange }: ChoicesProps<Value>) {
  return (
    <RadioGroup className="field" value={value} onChange={chosen => onChange(chosen as Value)}>
      <Label>{label}</Label>
      {choices.map(choice => (
        <Radio key={choice.id} value={choice.id} className="choice">
          {({ isSelected }) => (
            <>
              <span className="box round">{isSelected && <Icon name="check" />}</span>
              <span className="grow">{choice.name}</span>
            </>
          )}
        </Radio>
      ))}
    </RadioGroup>
  )
}

/** A few exclusive choices side by side. */
export function Segmented<Value extends string>({ label, value, choices, onChange }: ChoicesProps<Value>) {
  return (
    <ToggleButtonGroup
      aria-label={label}
      className="segmented"
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[value]}
      onSelectionChange={keys => {
        const [chosen] = keys
        if (chosen !== undefined) onChange(chosen as Value)
      }}
    >
      {choices.map(choice => (
        <ToggleButton key={choice.id} id={choice.id}>
          {choice.name}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  )
}
