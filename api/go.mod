module portal.example/api

go 1.26.0
