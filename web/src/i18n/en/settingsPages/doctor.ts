export default {
  title: 'Health of this server',
  text: 'Looks at the database, the disk, the engines and every provider, and says what to do.',
  again: 'Check again',
  copy: 'Copy report',
  allWell: 'Everything works',
  failed_one: '{{count}} thing does not work',
  failed_other: '{{count}} things do not work',
  warnings_one: '{{count}} thing to look at',
  warnings_other: '{{count}} things to look at',
  and: ', ',
  titles: { database: 'Database', disk: 'Disk', pictures: 'Picture store', engine: 'Engine {{name}}', provider: 'Provider {{name}}' },
  status: { ok: 'Works', warning: 'Look at this', failed: 'Does not work' },
}
