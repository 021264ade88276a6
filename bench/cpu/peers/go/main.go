package main

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"log"
	"net/http"
	"os"
	"strconv"
)

type record struct {
	ID   int      `json:"id"`
	Key  string   `json:"key"`
	Tags []string `json:"tags"`
}

const records = 200

// About what the scrypt of the others costs.
const rounds = 400

func main() {
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		page := make([]record, records)
		for id := range page {
			key := make([]byte, 16)
			rand.Read(key)
			n := strconv.Itoa(id)
			page[id] = record{id, hex.EncodeToString(key), []string{"t" + n, "u" + n}}
		}
		body, _ := json.Marshal(page)
		sum := sha256.Sum256(body)
		for range rounds {
			sum = sha256.Sum256(append(sum[:], body[:1024]...))
		}
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Etag", hex.EncodeToString(sum[:]))
		w.Write(body)
	})
	log.Fatal(http.ListenAndServe(os.Getenv("HOST")+":"+os.Getenv("PORT"), nil))
}
