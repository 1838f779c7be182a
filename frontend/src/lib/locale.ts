/** The one locale figures and dates are written in, until a person can choose a language. */
export const locale = 'en-US';
