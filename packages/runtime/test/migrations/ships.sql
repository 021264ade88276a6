create table ships (id int);
