/** The stages of a referral, whoever may be told them. */
const STAGE_NAMES = [
  ...['PROPOSED', 'AGREED', 'REFERRED', 'INTERVIEW', 'OFFER', 'ACCEPTED'],
  ...['DECLINED', 'WITHDRAWN', 'LAPSED', 'ENDED'],
];

const PERSONAL = `pseudonym name sex ageBand disabilityCertificates { kind grade expiresOn }
  assistanceMemberships { relation family { caseNumber scheme } } household { householdNumber setting members { name } }
  jobseeker { needs cannot priorityGroups { group answer } } employment { status }`;

/** By what an employer might learn it, and the question that would tell. Asked in this order. */
export const QUESTIONS: Readonly<Record<string, string>> = {
  'by value, at the person': `query ($person: ID!) { person(id: $person) { ${PERSONAL} } }`,
  'by value, at those who look for work':
    '{ jobseekers(first: 100) { nodes { needs cannot person { name } priorityGroups { group answer } } } }',
  'by value, of whoever was referred': `{ receivedReferrals { nodes { referralId stage stageAt employerCode occupation skills
      years surname givenName phone interviewAt interviewWords offerWage offerWords startsOn qualityFlag validFrom validTo
      vacancy { title places filled status } } pageInfo { hasNextPage } } }`,
  'by value, through the vacancy':
    'query ($vacancy: ID!) { vacancy(vacancyId: $vacancy) { filled candidates(first: 5) { accommodationPossible score } } }',
  'by value, of the work of anybody': '{ employmentPictures { nodes { status benefits } } }',
  'by filter, on the number':
    'query ($person: ID!) { persons(filter: { id: { eq: $person } }) { nodes { status } } }',
  'by filter, on the number and the household':
    'query ($person: ID!) { persons(filter: { id: { eq: $person }, relation: { eq: "HEAD" } }) { pageInfo { hasNextPage } } }',
  'by filter, on who looks for work':
    '{ jobseekers(filter: { county: { within: "230102" } }) { pageInfo { hasNextPage } } }',
  'by filter, on the stage':
    '{ receivedReferrals(filter: { stage: { eq: "REFERRED" } }) { nodes { stage } } }',
  'by order':
    '{ receivedReferrals(orderBy: { field: STAGE_AT, direction: DESC }) { nodes { stage surname } } }',
  'by count, of those who were referred':
    '{ receivedReferrals(first: 1) { nodes { stage } pageInfo { hasNextPage } } vacancies { nodes { places filled } } }',
  'by count, of cases and groups':
    '{ serviceCases(first: 1) { pageInfo { hasNextPage } } assignmentRuns { nodes { jobseekers groups { group } } } }',
  'by count, of what others do, by the numbers of records':
    '{ receivedReferrals { nodes { recordKey } } vacancies { nodes { recordKey } } }',
  'by count, of payments': '{ paymentStatistics(by: [DIVISION]) { people } }',
  'by error, of an act that is the adviser’s':
    'mutation ($person: ID!) { openCase(person: $person, county: "230102") { state } }',
  'by error, of a proposal':
    'mutation ($person: ID!, $vacancy: ID!) { proposeReferral(person: $person, vacancyId: $vacancy, words: "") { stage } }',
  'by error, of an interview in the past':
    'mutation ($referral: ID!) { inviteToInterview(referralId: $referral, at: "2001-01-01T00:00:00Z", words: "") { stage } }',
  'by error, of an offer that begins in the past':
    'mutation ($referral: ID!) { offerWork(referralId: $referral, wage: 1, startsOn: "2001-01-01", words: "") { stage } }',
  'by value, under other names and through fragments': `query ($person: ID!) {
    who: person(id: $person) { ...Hidden } also: receivedReferrals(first: 5) { nodes { ...Told ... on ReceivedReferral { at: stage } __typename } } }
    fragment Hidden on Person { papers: disabilityCertificates { kind } draws: assistanceMemberships { relation } }
    fragment Told on ReceivedReferral { surname years }`,
  'by value, through what all records have':
    '{ receivedReferrals { nodes { ... on SourceRecord { validFrom validTo recordedAt qualityFlag } } } }',
  'by value, at the referral, its case and its steps': `query ($referral: ID!) { referral(referralId: $referral) {
    stage endCause person { pseudonym } case { kind rule evidence tasks { kind } } steps { act byKind words } followUps { month } } }`,
  'by value, at the case':
    'query ($case: ID!) { serviceCase(caseId: $case) { kind people { step profile { needs } } tasks { kind agency } } }',
  'by value, at whoever is helped':
    '{ casePeople(first: 1) { nodes { state plans { goal } } pageInfo { hasNextPage } } }',
  'by value, at what agencies are asked':
    '{ coordinationTasks { nodes { kind person { pseudonym } } } reminders { nodes { kind text } } followUps { nodes { month } } }',
  'by value, through the own firm':
    'query ($vacancy: ID!) { vacancy(vacancyId: $vacancy) { employer { employees legalRepresentative { sex } insured { person { sex } } employment { county } } } }',
  'by the words of an explanation': `query ($vacancy: ID!) {
    vacancy(vacancyId: $vacancy) { candidates(first: 5) { explanation explanationChinese moved rankByScore terms { name value } } }
    jobseekers { nodes { obstacles judgement(vacancyId: $vacancy) { isPossible explanation } } } }`,
  'by a condition on the question': `query ($person: ID!, $yes: Boolean = true) {
    person(id: $person) @include(if: $yes) { sex } receivedReferrals @skip(if: $yes) { nodes { stage } } }`,
  'by what the graph says of itself': `{ __schema { queryType { fields { name } } }
    __type(name: "ReceivedReferral") { fields { name type { name } } } }`,
  'by filter, on every stage': `{ ${STAGE_NAMES.map((stage) => `${stage}: receivedReferrals(filter: { stage: { eq: "${stage}" } }) { nodes { stage years } }`).join(' ')} }`,
  'by order, of what there are': `{ receivedReferrals { nodes { years stage } }
    oldest: receivedReferrals(orderBy: { field: STAGE_AT, direction: ASC }) { nodes { years stage } } }`,
  'by page': `{ receivedReferrals(first: 1) { nodes { years } pageInfo { hasNextPage endCursor } }
    latest: receivedReferrals(first: 1, orderBy: { field: STAGE_AT, direction: DESC }) { nodes { years } pageInfo { hasNextPage } } }`,
  'by error, of an act that is the person’s':
    'mutation ($referral: ID!) { acceptOffer(referralId: $referral) { stage endCause } }',
  'by error, of taking it back':
    'mutation ($referral: ID!) { endReferral(referralId: $referral, hasLapsed: true, reason: "x") { stage endCause } }',
  'by error, of a profile':
    'mutation ($person: ID!, $profile: ProfileDraft!) { keepProfileFor(person: $person, profile: $profile) { needs cannot } }',
  'by error, of a task': 'mutation ($case: ID!) { completeTask(taskId: $case, result: "x") { kind agency } }',
  'by error, of an offer below what the law allows':
    'mutation ($referral: ID!, $soon: Date!) { offerWork(referralId: $referral, wage: 1, startsOn: $soon, words: "") { stage } }',
  'by changing the work to what one of them can not do': `mutation ($vacancy: ID!, $unfit: VacancyDraft!) {
    changeVacancy(vacancyId: $vacancy, draft: $unfit) { status demands accommodations filled faults qualityFlag } }`,
  'by what is there after that': `query ($vacancy: ID!) { vacancy(vacancyId: $vacancy) { filled status demands }
    receivedReferrals { nodes { stage years surname phone interviewWords offerWage } } }`,
  'by changing it back': `mutation ($vacancy: ID!, $draft: VacancyDraft!) {
    changeVacancy(vacancyId: $vacancy, draft: $draft) { status demands accommodations filled faults qualityFlag } }`,
  'by posting a near twin of the work': `mutation ($twin: VacancyDraft!) {
    postVacancy(draft: $twin) { vacancyId status faults qualityFlag filled candidates(first: 5) { score } } }`,
  'by what of the twins is there':
    '{ vacancies(first: 100) { nodes { demands status filled places faults } } }',
};

/** What the graph has no words for: the same to everybody, at every stage. */
export const NO_QUESTIONS: Readonly<Record<string, string>> = {
  'by error, of asking what is not asked here':
    'query ($person: ID!) { person(id: $person) { disabled onDibao } }',
  'by value, through a fragment that does not fit':
    '{ receivedReferrals { nodes { ... on JobseekerProfile { needs cannot } } } }',
  'by value, through the entities of the federation': `query ($person: ID!) {
    _entities(representations: [{ __typename: "Person", id: $person }]) { ... on Person { disabilityCertificates { kind } } } }`,
  'by order, on what can not be ordered by':
    '{ receivedReferrals(orderBy: { field: NEEDS, direction: ASC }) { nodes { stage } } }',
  'by count, of what is not counted': '{ receivedReferrals { totalCount } jobseekers { totalCount count } }',
  'by error, of a cause that is none':
    'mutation ($referral: ID!) { turnDownCandidate(referralId: $referral, cause: DISABLED, words: "") { stage } }',
};
