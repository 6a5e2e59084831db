BEGIN TRANSACTION;
CREATE TABLE change (
	seq INTEGER NOT NULL, 
	firm_id VARCHAR NOT NULL, 
	table_name VARCHAR NOT NULL, 
	machine_id VARCHAR NOT NULL, 
	month VARCHAR NOT NULL, 
	PRIMARY KEY (seq, firm_id, table_name, machine_id, month)
);
CREATE TABLE fact (
	id INTEGER NOT NULL, 
	firm_id VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	subject TEXT NOT NULL, 
	valid_from VARCHAR NOT NULL, 
	value_json TEXT NOT NULL, 
	created_ts VARCHAR NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE file (
	seq INTEGER NOT NULL, 
	firm_id VARCHAR NOT NULL, 
	file_id VARCHAR NOT NULL, 
	sha256 VARCHAR NOT NULL, 
	file_name TEXT NOT NULL, 
	machine_id VARCHAR NOT NULL, 
	byte_count BIGINT NOT NULL, 
	received_ts VARCHAR NOT NULL, 
	status VARCHAR NOT NULL, 
	override_json TEXT NOT NULL, 
	answers_json TEXT NOT NULL, 
	receipt_json TEXT, 
	PRIMARY KEY (seq), 
	UNIQUE (firm_id, sha256), 
	UNIQUE (firm_id, file_id)
);
INSERT INTO "file" VALUES(1,'hanbit','aaaaaaaaaaaaaaaa','aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa','10월.csv','dc3',10,'2026-10-05T00:00:00+00:00','committed','{}','{}','{}');
INSERT INTO "file" VALUES(2,'hanbit','bbbbbbbbbbbbbbbb','bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb','11월.csv','dc3',10,'2026-11-05T00:00:00+00:00','received','{}','{}',NULL);
CREATE TABLE file_mapping (
	firm_id VARCHAR NOT NULL, 
	file_id VARCHAR NOT NULL, 
	table_no INTEGER NOT NULL, 
	layout_id VARCHAR NOT NULL, 
	version INTEGER NOT NULL, 
	PRIMARY KEY (firm_id, file_id, table_no)
);
CREATE TABLE file_partition (
	firm_id VARCHAR NOT NULL, 
	file_id VARCHAR NOT NULL, 
	table_name VARCHAR NOT NULL, 
	machine_id VARCHAR NOT NULL, 
	month VARCHAR NOT NULL, 
	PRIMARY KEY (firm_id, file_id, table_name, machine_id, month), 
	FOREIGN KEY(firm_id, file_id) REFERENCES file (firm_id, file_id)
);
INSERT INTO "file_partition" VALUES('hanbit','aaaaaaaaaaaaaaaa','run','dc3','2026-10');
CREATE TABLE hub_version (
	version INTEGER NOT NULL, 
	sha256 VARCHAR NOT NULL, 
	hub_json TEXT NOT NULL, 
	applied_ts VARCHAR NOT NULL, 
	PRIMARY KEY (version)
);
CREATE TABLE lease (
	firm_id VARCHAR NOT NULL, 
	epoch INTEGER NOT NULL, 
	holder VARCHAR NOT NULL, 
	expires_s FLOAT NOT NULL, 
	PRIMARY KEY (firm_id)
);
CREATE TABLE mapping (
	firm_id VARCHAR NOT NULL, 
	machine_id VARCHAR NOT NULL, 
	layout_id VARCHAR NOT NULL, 
	version INTEGER NOT NULL, 
	mapping_json TEXT NOT NULL, 
	created_ts VARCHAR NOT NULL, 
	PRIMARY KEY (firm_id, machine_id, layout_id, version)
);
CREATE TABLE meta (
	"key" VARCHAR NOT NULL, 
	value TEXT NOT NULL, 
	PRIMARY KEY ("key")
);
INSERT INTO "meta" VALUES('schema_version','1');
CREATE TABLE publication (
	seq INTEGER NOT NULL, 
	firm_id VARCHAR NOT NULL, 
	epoch INTEGER NOT NULL, 
	published_ts VARCHAR NOT NULL, 
	versions_json TEXT NOT NULL, 
	PRIMARY KEY (seq)
);
CREATE TABLE published (
	firm_id VARCHAR NOT NULL, 
	table_name VARCHAR NOT NULL, 
	version INTEGER NOT NULL, 
	PRIMARY KEY (firm_id, table_name)
);
INSERT INTO "published" VALUES('hanbit','run',3);
CREATE TABLE state (
	firm_id VARCHAR NOT NULL, 
	"key" VARCHAR NOT NULL, 
	value_json TEXT NOT NULL, 
	PRIMARY KEY (firm_id, "key")
);
CREATE TABLE watermark (
	firm_id VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	seq INTEGER NOT NULL, 
	PRIMARY KEY (firm_id, name)
);
CREATE INDEX publication_firm ON publication (firm_id, seq);
CREATE INDEX fact_kind ON fact (firm_id, kind, subject);
CREATE INDEX file_partition_place ON file_partition (firm_id, table_name, machine_id, month);
COMMIT;
