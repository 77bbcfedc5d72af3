export default {
  title: '限额',
  none: '不限',
  requests: '每分钟调用次数',
  tokens: '每分钟 token 数',
  parallel: '同时调用数',
  spend: '最多花费',
  spendHelp: '按本服务器的计费货币。',
  period: '周期',
  periods: { day: '每天', month: '每月', total: '累计' },
  of: '{{name}} 的限额',
  text: '留空则与服务器的统一设置相同。',
  button: '限额',
}
