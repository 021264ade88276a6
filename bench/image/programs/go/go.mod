module example.test/image-bench

go 1.22
