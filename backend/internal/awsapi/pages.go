package awsapi

// Pages asks for page after page until AWS gives no further token; a page may be empty and still have a successor. page reads the page of a
// token, nil for the first, and returns the next one. A token that comes back, or more than limit pages, is an error: the answer would never
// be whole.
func Pages(c Call, limit int, page func(token *string) (next *string, err error)) error {
	seen := map[string]bool{}
	var token *string
	for range limit {
		next, err := page(token)
		if err != nil {
			return err
		}
		if next == nil || *next == "" {
			return nil
		}
		if seen[*next] {
			return InvalidAnswer(c, "it repeats a page token")
		}
		seen[*next] = true
		token = next
	}
	return InvalidAnswer(c, "it has more pages than can be right")
}
