import { InputNumber } from 'antd'
import { FormField } from '@/features/settings/ui'

interface Props {
  label: string
  help: string
  unit: string
  value: number | null
  /** 1 when absent */
  min?: number
  max: number
  /** parts of a whole are taken too */
  fine?: boolean
  /** what holds while it is empty */
  placeholder: string
  onChange: (value: number | null) => void
  testId: string
}

/** A number with its unit; empty means that nothing is said. */
export function Amount({ label, help, unit, value, min = 1, max, fine = false, placeholder, onChange, testId }: Props) {
  return (
    <FormField label={label} help={help}>
      {(control) => (
        <InputNumber {...control} min={min} max={max} {...(fine ? {} : { precision: 0 })} value={value} placeholder={placeholder} suffix={unit} onChange={onChange} style={{ width: '100%' }} data-testid={testId} />
      )}
    </FormField>
  )
}
