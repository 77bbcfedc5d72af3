import { InputNumber } from 'antd'
import { FormField } from '@/features/settings/ui'

interface Props {
  label: string
  help: string
  unit: string
  value: number | null
  max: number
  /** what holds while it is empty */
  placeholder: string
  onChange: (value: number | null) => void
  testId: string
}

/** A whole number with its unit; empty means that nothing is said. */
export function Amount({ label, help, unit, value, max, placeholder, onChange, testId }: Props) {
  return (
    <FormField label={label} help={help}>
      {(control) => <InputNumber {...control} min={1} max={max} precision={0} value={value} placeholder={placeholder} suffix={unit} onChange={onChange} style={{ width: '100%' }} data-testid={testId} />}
    </FormField>
  )
}
