/** Names of the settings and their sections; what stands in a section is loaded with it (`settingsPages`). */
export default {
  loadFailed: 'The list could not be loaded',
  title: 'Settings',
  advanced: 'Advanced',
  groups: {
    own: 'Yours',
    models: 'Models',
    people: 'People',
    money: 'Money',
    operation: 'Operation',
  },
  names: {
    profile: 'Profile',
    keys: 'API keys',
    usage: 'Usage',
    models: 'Models',
    routing: 'Routing',
    users: 'Users',
    incidents: 'Incidents',
    doctor: 'Doctor',
  },
  words: {
    profile: 'name password language appearance sessions devices',
    keys: 'sdk token secret developer',
    usage: 'cost money tokens calls spending chart',
    models: 'provider vendor openai ollama connect default',
    routing: 'route auto fast cheap best policy score quality cost speed',
    users: 'people account role invite',
    incidents: 'failures errors latency breaker providers down',
    doctor: 'health check problem status',
  },
}
