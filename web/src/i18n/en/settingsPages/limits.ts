export default {
  title: 'Limits',
  none: 'No limit',
  requests: 'Calls per minute',
  tokens: 'Tokens per minute',
  parallel: 'Calls at a time',
  spend: 'May spend at most',
  spendHelp: 'In the currency in which this server counts.',
  period: 'In',
  periods: { day: 'a day', month: 'a month', total: 'all' },
  of: 'Limits of {{name}}',
  text: 'What is empty is as the settings say for everybody.',
  button: 'Limits',
}
