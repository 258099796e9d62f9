/** Header by which the checker says that the body of a self-test's step has a ticket. Apart, because the checker needs no more. */
export const echoHeader = 'x-self-test-echo'
