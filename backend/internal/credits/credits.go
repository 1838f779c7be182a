// Package credits tells what AWS credits took off the bills of customers, from the ledger, and what is left of them, where a customer lets us see. See README.md.
package credits
