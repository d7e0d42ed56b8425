/**
 * The toolkit's own words to the runner (outputs, state, summary, secrets), loaded when they are first needed: it takes longer to load than all
 * that stands before a machine's start.
 */
export const loadCore = () => import('@actions/core');
