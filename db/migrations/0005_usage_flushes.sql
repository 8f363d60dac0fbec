CREATE TABLE "usage_flushes" (
	"process" uuid PRIMARY KEY NOT NULL,
	"number" bigint NOT NULL,
	"written_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
